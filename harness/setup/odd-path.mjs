/** Characters with a meaning of their own in URLs; vite, which loads the scenarios, takes the paths of files for URLs. */
const refused = ['%', '#', '?']

/**
 * @param {string} folder
 * @returns {string | undefined} why scenarios and tests cannot run below this folder; undefined where they can
 */
export function oddPath(folder) {
  const found = refused.filter((character) => folder.includes(character))
  if (found.length === 0) return undefined
  return `the path of the checkout must not hold ${found.join(' or ')}, which vite cannot load files from: ${folder}; move or rename it`
}
