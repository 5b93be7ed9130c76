/** Colours of pages as variables, light and dark. */
export const colours = `:root{color-scheme:light dark;
--bg:#f7f7f5;--panel:#fff;--ink:#1d2329;--muted:#59646f;--line:#e1e4e7;--soft:#f0f1f1;
--ok:#2c7a4b;--bad:#c0362c;--warn:#9a6206;--accent:#2a69a8;
--ok-bg:#e5f2ea;--bad-bg:#fbe9e7;--warn-bg:#faf0dc;
--stage1:#7d6bb0;--stage2:#c9a24b;--stage3:#5b93c4;--stage4:#58a893;--stage5:#93b35a;--stage6:#b86f8a}
@media (prefers-color-scheme:dark){:root{
--bg:#14171a;--panel:#1b1f23;--ink:#e4e7ea;--muted:#9aa5b0;--line:#2f353b;--soft:#23282d;
--ok:#63bd88;--bad:#f0817a;--warn:#dcaa55;--accent:#6fafe8;
--ok-bg:#1b3226;--bad-bg:#3d2222;--warn-bg:#37301d;
--stage1:#9d8cd0;--stage2:#d3b163;--stage3:#76abd8;--stage4:#72bfab;--stage5:#a9c775;--stage6:#cf8aa4}}`
