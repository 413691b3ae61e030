// Switches onnxruntime's telemetry off before its library is loaded. Since 1.30 the library otherwise writes a device id
// and an event store into the person's cache folder, a log into the temporary folder, and sends events to its maker.

/** Read by the library once, when it is loaded; a module that imports this one first has set it in time. */
const SWITCH = "ORT_DISABLE_TELEMETRY";

process.env[SWITCH] = "1";

export {};
