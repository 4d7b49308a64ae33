// The fingerprint of a file, by which the server knows whether the region has it already.

/** SHA-256 in hexadecimal; empty where the browser does not compute it (no secure connection) or the file cannot be read. */
export async function fingerprint(file) {
  if (!crypto.subtle) return "";
  try {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  } catch {
    return "";
  }
}
