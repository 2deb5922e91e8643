using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Generators;

namespace MusicAuth.Backups.Age;

/// <summary>
/// The header of an age file that a passphrase encrypts (age-encryption.org/v1, recipient <c>scrypt</c>). The tool
/// <c>age -d</c> opens such a file.
/// </summary>
internal static class AgeHeader
{
    /// <summary>A higher work factor takes more than 1 GiB (2^20 KiB) of the reader's memory.</summary>
    public const int MaxWorkFactor = 20;
    private const string Version = "age-encryption.org/v1";
    private const string ScryptLabel = "age-encryption.org/v1/scrypt";
    private const string Recipient = "-> scrypt ";
    private const string MacMark = "---";
    private const int SaltBytes = 16;
    private const int MaxLineLength = 100;

    private const int BlockSize = 8;

    private const string NotAge = "The file is not a backup of MusicAuth, or its beginning is damaged.";

    /// <summary>Writes the header, and returns the key of the payload.</summary>
    public static byte[] Write(Stream output, string passphrase, int workFactor)
    {
        var fileKey = RandomNumberGenerator.GetBytes(AgeKeys.FileKeyBytes);
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var wrapped = AgeKeys.Wrap(fileKey, KeyOf(passphrase, salt, workFactor));
        var recipient = string.Create(CultureInfo.InvariantCulture, $"{Recipient}{Encode(salt)} {workFactor}");
        var header = $"{Version}\n{recipient}\n{Encode(wrapped)}\n{MacMark}";
        output.Write(Encoding.ASCII.GetBytes($"{header} {Encode(MacOf(header, fileKey))}\n"));
        return fileKey;
    }

    /// <exception cref="AgeFormatException">The passphrase is wrong, or the file has another format.</exception>
    public static byte[] Read(Stream input, string passphrase)
    {
        var (version, recipient, wrapped, macLine) =
            (ReadLine(input), ReadLine(input), ReadLine(input), ReadLine(input));
        if (version != Version)
            throw new AgeFormatException(NotAge);
        if (!recipient.StartsWith(Recipient, StringComparison.Ordinal))
            throw new AgeFormatException("The file is encrypted for an age key and not with a passphrase.");
        if (recipient[Recipient.Length..].Split(' ') is not [var saltText, var workFactorText]
            || !int.TryParse(workFactorText, NumberStyles.None, CultureInfo.InvariantCulture, out var workFactor)
            || workFactor is < 1 or > MaxWorkFactor
            || Decode(saltText) is not { Length: SaltBytes } salt
            || Decode(wrapped) is not { Length: AgeKeys.WrappedKeyBytes } wrappedKey
            || macLine.Split(' ') is not [MacMark, var macText]
            || Decode(macText) is not { } mac)
        {
            throw new AgeFormatException(NotAge);
        }

        var fileKey = AgeKeys.Unwrap(wrappedKey, KeyOf(passphrase, salt, workFactor))
            ?? throw new AgeFormatException("The passphrase is wrong.");
        return CryptographicOperations.FixedTimeEquals(
            mac, MacOf($"{version}\n{recipient}\n{wrapped}\n{MacMark}", fileKey))
            ? fileKey
            : throw new AgeFormatException(NotAge);
    }

    private static byte[] KeyOf(string passphrase, byte[] salt, int workFactor) => SCrypt.Generate(
        Encoding.UTF8.GetBytes(passphrase), [.. Encoding.ASCII.GetBytes(ScryptLabel), .. salt], 1 << workFactor,
        BlockSize, 1, AgeKeys.KeyBytes);

    private static byte[] MacOf(string header, byte[] fileKey) => HMACSHA256.HashData(
        AgeKeys.Derive(fileKey, salt: [], "header"), Encoding.ASCII.GetBytes(header));

    private static string ReadLine(Stream input)
    {
        var line = new StringBuilder();
        while (line.Length <= MaxLineLength)
        {
            switch (input.ReadByte())
            {
                case '\n':
                    return line.ToString();
                case -1:
                    throw new AgeFormatException(NotAge);
                case var character:
                    line.Append((char)character);
                    break;
            }
        }

        throw new AgeFormatException(NotAge);
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[]? Decode(string text)
    {
        try
        {
            var bytes = Convert.FromBase64String(text + new string('=', (4 - (text.Length % 4)) % 4));
            // Base64 has several spellings of the same bytes, and age accepts one.
            return Encode(bytes) == text ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
