/** The platform of this machine's plugins, as in the names of their files. On Linux one serves every C library. */
export const pluginPlatform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
