/** Placeholder until the page is merged. */
export const livePage = async (): Promise<string> => '<!doctype html><title>gameday</title>'
