/** Name of the file that says which certificate a service presents, among its own files. */
export const presentedFile = 'presented-certificate'

/** Name of the file with the certificate of the run's authority, among the files of who trusts it. */
export const authorityFile = 'ca.pem'

/** The path of that file, as `{edge.ca}` stands for it. */
export const authorityPath = `{files}/${authorityFile}`
