// Door of the layer: the two ends of a child process, whatever they talk about.
export { Child } from "./child.ts";
export type { AskOptions, ChildOptions, ChildState } from "./child.ts";
export { claimFile, isClaim, isClaimed, isRunning } from "./claim.ts";
export type { Claim, Owner } from "./claim.ts";
export { memoryOf } from "./memory.ts";
export type { Memory } from "./memory.ts";
export { Cancelled, ProcessError, processError, toWireError } from "./errors.ts";
export type { ProcessErrorCode } from "./errors.ts";
export { findNodeExecutable } from "./nodeExecutable.ts";
export { serve, startWatchdog } from "./serve.ts";
export type { Handlers, ServeContext, Validators } from "./serve.ts";
export type { Call, ChildMessage, ParentMessage, RequestId, WireError } from "./wire.ts";
