using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MusicAuth.Sandbox;

internal static class Secrets
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    public static string Token(string prefix, int bytes) =>
        prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));

    public static string Alphanumeric(string prefix, int length) =>
        prefix + RandomNumberGenerator.GetString(Letters, length);

    public static bool FixedTimeEquals(string? left, string? right) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(left ?? ""), Encoding.UTF8.GetBytes(right ?? ""));

    public static string PkceChallenge(string verifier) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
}
