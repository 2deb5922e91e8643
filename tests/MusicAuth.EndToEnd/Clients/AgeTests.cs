using System.Text.Json;
using MusicAuth.Backups;
using MusicAuth.Backups.Age;
using Shouldly;

namespace MusicAuth.EndToEnd.Clients;

/// <summary>MusicAuth and the npm library age-encryption, by the author of age, read each other's files.</summary>
public sealed class AgeTests
{
    private const string Passphrase = "a long passphrase – with ü";

    [LongFact]
    public async Task The_public_library_decrypts_a_backup_and_MusicAuth_decrypts_a_file_of_the_library()
    {
        NodeScript.Require();
        using var folder = new TempFolder();
        var (backup, plain, encrypted) =
            (folder.PathOf("backup.age"), folder.PathOf("plain"), folder.PathOf("encrypted.age"));
        var content = new byte[150_000];
        Random.Shared.NextBytes(content);
        await WriteAsync(backup, content);

        var (code, output) = await NodeScript.RunToEndAsync(
            ["age.js", JsonSerializer.Serialize(new { passphrase = Passphrase, backup, plain, encrypted })]);

        code.ShouldBe(0, output);
        (await File.ReadAllBytesAsync(plain)).ShouldBe(content);
        await using var file = File.OpenRead(encrypted);
        await using var reader = new AgeReader(file, Passphrase);
        using var read = new MemoryStream();
        await reader.CopyToAsync(read);
        read.ToArray().ShouldBe([.. Enumerable.Repeat((byte)7, 200_000)]);
    }

    private static async Task WriteAsync(string path, byte[] content)
    {
        await using var file = File.Create(path);
        await using var writer = new AgeWriter(file, Passphrase, new BackupOptions().WorkFactor);
        writer.Write(content);
        writer.Complete();
    }
}
