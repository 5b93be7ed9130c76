/** The images and programs of this repository: what to run, how it is built, whether it can be run now. */
export { type BaseName, bases, chooseBase } from './bases.ts'
export { type BuildOptions, buildImages } from './build-images.ts'
export {
  EngineError,
  type EngineInfo,
  engineRequest,
  engineSocket,
  localTags,
  noAnswerReason,
  noEngineReason,
} from './engine.ts'
export { enginePackagesMissing } from './engine-packages.ts'
export { connectionTo, type EnginePlace, isRemote } from './engine-place.ts'
export { type ImageName, imageNames, isImageName, serviceEntries } from './image-plan.ts'
export { imagesReady, type Readiness } from './images-ready.ts'
export { isPackage, repoRoot, stateDir, taskCalled } from './paths.ts'
export { type Program, programs } from './programs.ts'
