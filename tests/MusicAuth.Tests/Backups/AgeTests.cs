using System.Security.Cryptography;
using MusicAuth.Backups.Age;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Backups;

/// <summary>The age format. A test in EndToEnd compares it with the npm package age-encryption.</summary>
public sealed class AgeTests
{
    private const string Passphrase = "correct horse battery staple – ü";
    private const int WorkFactor = 10;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(200_000)]
    public void Encrypted_bytes_decrypt_to_the_same_bytes(int length)
    {
        var plain = RandomNumberGenerator.GetBytes(length);

        Decrypt(Encrypt(plain)).ShouldBe(plain);
    }

    [Fact]
    public void Another_passphrase_is_refused() => Should.Throw<AgeFormatException>(
            () => new AgeReader(new MemoryStream(Encrypt([1, 2, 3])), "another passphrase"))
        .Message.ShouldBe("The passphrase is wrong.");

    // 131,072 bytes are two chunks. Without the second chunk the first is complete, but not marked as the last.
    [Fact]
    public void A_truncated_file_is_refused_at_every_length()
    {
        var file = Encrypt(RandomNumberGenerator.GetBytes(131_072));
        var payload = file.Length - 131_072 - 32 - 16;

        foreach (var length in new[]
            { 0, 10, payload - 1, payload, payload + 1, payload + 16 + 65_552, file.Length - 1 })
            Should.Throw<AgeFormatException>(() => Decrypt(file[..length]), $"{length} bytes");
    }

    [Fact]
    public void A_changed_byte_is_detected_anywhere()
    {
        var file = Encrypt(RandomNumberGenerator.GetBytes(1000));
        for (var at = 0; at < file.Length; at += 37)
        {
            var changed = file.ToArray();
            changed[at] ^= 4;
            Should.Throw<AgeFormatException>(() => Decrypt(changed), $"byte {at}");
        }
    }

    [Fact]
    public void A_file_whose_passphrase_would_cost_more_than_a_gibibyte_of_memory_is_refused()
    {
        var text = System.Text.Encoding.Latin1.GetString(Encrypt([1]));
        var costly = System.Text.Encoding.Latin1.GetBytes(text.Replace($" {WorkFactor}\n", " 21\n"));

        Should.Throw<AgeFormatException>(() => Decrypt(costly));
    }

    private static byte[] Encrypt(byte[] plain)
    {
        using var file = new MemoryStream();
        using (var writer = new AgeWriter(file, Passphrase, WorkFactor))
        {
            foreach (var part in plain.Chunk(10_007))
                writer.Write(part);
            writer.Complete();
        }

        return file.ToArray();
    }

    private static byte[] Decrypt(byte[] file)
    {
        using var reader = new AgeReader(new MemoryStream(file), Passphrase);
        using var plain = new MemoryStream();
        reader.CopyTo(plain);
        return plain.ToArray();
    }
}
