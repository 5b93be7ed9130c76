/** A whole configuration: in the foreground, errors to stderr, every other file beside this one. @param http what stands inside `http` */
export const nginxMain = (http: string) => `# One process: the one that is signalled serves.
daemon off;
master_process off;
pid nginx.pid;
error_log stderr error;
events { worker_connections 1024; }
http {
${http}
}
`

const directives = (lines: readonly string[]) => lines.map((line) => `  ${line};`).join('\n')

/** Directives of `http` that keep temporary files beside the configuration. */
export const temporaryFolders = directives(
  ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((what) => `${what}_temp_path temp`),
)

/** Arguments with which it reads `nginx.conf` among its files. */
export const nginxArgs = ['-p', '{files}', '-c', 'nginx.conf', '-e', 'stderr']
