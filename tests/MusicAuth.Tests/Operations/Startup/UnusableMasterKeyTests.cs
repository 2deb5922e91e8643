using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Startup;

/// <summary>R16: without the right master key the start is refused and writes nothing.</summary>
public sealed class UnusableMasterKeyTests : IDisposable
{
    private static readonly ProtectedField Field =
        new("grants", "refresh_token", Guid.CreateVersion7(), Guid.CreateVersion7(), "spotify", 1);

    private readonly Instance _instance = new();

    public static TheoryData<string, string> Damages() => new()
    {
        { "absent", "is missing" },
        { "another", "did not encrypt" },
        { "truncated", "exactly 32 bytes" },
        { "empty", "exactly 32 bytes" },
        { "longer", "exactly 32 bytes" },
        { "two newlines", "exactly 32 bytes" },
        { "readable by others", "chmod 600" },
        { "writable by the group", "chmod 600" },
        { "a folder", "is a folder" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task R16_a_damaged_key_stops_the_start_and_the_database_is_unchanged(string damage, string explanation)
    {
        await _instance.StartAndStopAsync();
        Damage(damage);
        var before = _instance.DatabaseHash();

        var message = await _instance.ShouldRefuseStartAsync(78);

        message.ShouldContain(explanation);
        message.ShouldContain(_instance.MasterKey);
        message.ShouldNotContain('\n');
        _instance.DatabaseHash().ShouldBe(before);
        (damage == "absent" && File.Exists(_instance.MasterKey)).ShouldBeFalse();
    }

    [Fact]
    public async Task R16_a_database_without_its_meta_row_is_not_treated_as_new()
    {
        await _instance.StartAndStopAsync();
        _instance.Execute("DELETE FROM meta");
        var before = _instance.DatabaseHash();

        (await _instance.ShouldRefuseStartAsync(78)).ShouldContain("meta");

        _instance.DatabaseHash().ShouldBe(before);
    }

    public static IEnumerable<TheoryDataRow<string, string>> Encrypted() =>
        EncryptedColumns.All.Select(one => new TheoryDataRow<string, string>(one.Table, one.Column));

    [Theory]
    [MemberData(nameof(Encrypted))]
    public async Task R16_a_database_without_its_meta_row_is_not_new_where_it_has_an_encrypted_value(
        string table, string column)
    {
        await _instance.StartAndStopAsync();
        RemoveMetadata();
        InsertRow(table, column);
        var before = _instance.DatabaseHash();

        (await _instance.ShouldRefuseStartAsync(78)).ShouldBe(
            "The database contains encrypted data, but its table meta is empty. Restore a backup of the database.");

        _instance.DatabaseHash().ShouldBe(before);
    }

    [Fact]
    public async Task A_start_that_ended_before_it_stored_its_meta_row_can_be_repeated()
    {
        await _instance.StartAndStopAsync();
        RemoveMetadata();

        await _instance.StartAsync();

        _instance.Query("SELECT count(*) FROM meta").ShouldBe("1");
    }

    [Theory]
    [InlineData("key_check", "x'00'")]
    [InlineData("key_check", "zeroblob(32)")]
    [InlineData("key_id", "zeroblob(8)")]
    [InlineData("instance_id", "'01890A5D-AC96-774B-BCCE-B302099A8057'")]
    public async Task R16_a_forged_meta_row_does_not_match_the_key(string column, string value)
    {
        await _instance.StartAndStopAsync();
        _instance.Execute($"UPDATE meta SET {column} = {value}");

        (await _instance.ShouldRefuseStartAsync(78)).ShouldContain("did not encrypt");
    }

    [Fact]
    public async Task A_new_key_encrypts_while_the_previous_one_still_decrypts()
    {
        var encryptedBefore = (await _instance.StartAsync()).Services.GetRequiredService<FieldProtector>()
            .Protect(Field, "kept");
        _instance.Stop();
        var former = Path.Combine(_instance.DataDirectory, "former.key");
        File.Move(_instance.MasterKey, former);
        using var key = MasterKey.Generate();
        StartupSequenceTests.WriteKey(_instance.MasterKey, key.Export());

        var protector = (await _instance.StartAsync(("Vault:PreviousMasterKeyFiles:0", former)))
            .Services.GetRequiredService<FieldProtector>();
        protector.TryUnprotect(Field, encryptedBefore, out var secret).ShouldBeTrue();
        secret.ShouldBe("kept");
        var encryptedAfter = protector.Protect(Field, "new");
        _instance.Stop();

        // Only the values that the previous key encrypted need it.
        var later = (await _instance.StartAsync()).Services.GetRequiredService<FieldProtector>();
        later.TryUnprotect(Field, encryptedAfter, out _).ShouldBeTrue();
        later.TryUnprotect(Field, encryptedBefore, out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_missing_previous_key_stops_the_start()
    {
        await _instance.StartAndStopAsync();

        (await _instance.ShouldRefuseStartAsync(78, ("Vault:PreviousMasterKeyFiles:0", "{DataDirectory}/former.key")))
            .ShouldContain("former.key");
    }

    [Fact]
    public async Task A_key_outside_the_data_directory_gets_a_private_folder()
    {
        var path = Path.Combine(_instance.DataDirectory, "..", "keys", "master.key");

        await _instance.StartAsync(("Vault:MasterKeyFile", path));

        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Exists(_instance.MasterKey).ShouldBeFalse();
    }

    public void Dispose() => _instance.Dispose();

    // The rollback record beside the key would already refuse the database.
    private void RemoveMetadata()
    {
        _instance.Execute("DELETE FROM meta; DELETE FROM data_protection_keys");
        File.Delete($"{_instance.MasterKey}.mark");
    }

    // Only this column matters. The other columns have any value that their type allows.
    private void InsertRow(string table, string column)
    {
        var columns = $"""FROM pragma_table_info('{table}') WHERE "notnull" = 1 OR name = '{column}'""";
        var names = _instance.Query($"SELECT group_concat('[' || name || ']') {columns}");
        var values = _instance.Query(
            $"SELECT group_concat(CASE type WHEN 'BLOB' THEN 'zeroblob(60)' ELSE '1' END) {columns}");
        _instance.Execute($"PRAGMA foreign_keys = OFF; INSERT INTO {table} ({names}) VALUES ({values})");
    }

    private void Damage(string damage)
    {
        var path = _instance.MasterKey;
        var content = File.ReadAllBytes(path);
        using var another = MasterKey.Generate();
        File.Delete(path);
        if (damage == "a folder")
            Directory.CreateDirectory(path);
        else if (damage != "absent")
        {
            StartupSequenceTests.WriteKey(path, damage switch
            {
                "another" => another.Export(),
                "truncated" => content[..20],
                "empty" => [],
                "longer" => [.. content, .. content],
                "two newlines" => [.. content, .. Encoding.ASCII.GetBytes("\n")],
                _ => content,
            });
        }

        if (damage == "readable by others")
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherRead);
        if (damage == "writable by the group")
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.GroupWrite);
    }
}
