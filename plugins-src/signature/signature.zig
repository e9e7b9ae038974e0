//! Checks Ed25519 signatures (RFC 8032) while plugins are loaded. The JavaScript engine's own function for it costs
//! 6 ms to load, more than a whole start-up; this library takes a quarter of one. It is no stage, and its TypeScript
//! side, src/plugins/signature.ts, does without it where it is missing.
//!
//! Encodings are checked by the caller, which is stricter than any of the libraries behind it: see
//! src/trust/ed25519.ts.

const std = @import("std");
const Ed25519 = std.crypto.sign.Ed25519;

/// Nothing here may print or unwind: the library lives inside another program's process.
pub const panic = std.debug.no_panic;

/// 1 when the signature is one of the key over the message, 0 when it is not.
export fn ff_ed25519_verify(
    public_key: *const [Ed25519.PublicKey.encoded_length]u8,
    message: [*]const u8,
    message_length: u32,
    signature: *const [Ed25519.Signature.encoded_length]u8,
) u32 {
    const key = Ed25519.PublicKey.fromBytes(public_key.*) catch return 0;
    Ed25519.Signature.fromBytes(signature.*).verifyStrict(message[0..message_length], key) catch return 0;
    return 1;
}

test "a signature holds for its message and key alone" {
    // RFC 8032, 7.1, test 2.
    var key: [32]u8 = undefined;
    _ = try std.fmt.hexToBytes(&key, "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    var signature: [64]u8 = undefined;
    _ = try std.fmt.hexToBytes(&signature, "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" ++
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    try std.testing.expectEqual(1, ff_ed25519_verify(&key, &[_]u8{0x72}, 1, &signature));
    try std.testing.expectEqual(0, ff_ed25519_verify(&key, &[_]u8{0x73}, 1, &signature));
    signature[40] ^= 1;
    try std.testing.expectEqual(0, ff_ed25519_verify(&key, &[_]u8{0x72}, 1, &signature));
}
