/** The build puts the path of the packed texts inside the executable here; run from source, the folder itself is read. */
export const packedTexts: string | undefined = undefined;
