using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MusicAuth.Sandbox;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Vault.Rotation;

/// <summary>R23: the rotation of the master key while the broker runs.</summary>
public abstract class MasterKeyRotationTests(DatabaseKind storage) : IAsyncLifetime
{
    private const string OnePlaylist = "/me/playlists?limit=1";
    private static readonly TimeSpan PastTheHour = TimeSpan.FromMinutes(61);
    private static readonly JsonSerializerOptions OnDisk =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private Broker _broker = null!;
    private Browser _browser = null!;
    private MasterKeys _keys = null!;

    // The provider rotates refresh tokens without a grace period, so a lost token would end the consent.
    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(
            sandbox: clock => new SandboxOptions { TimeProvider = clock, DeezerQuota = false, Rotation = true },
            storage: storage, hasLongTimeouts: true);
        _browser = await _broker.SignedInAsync("dora", "spotify", "deezer");
        _keys = new(_broker.DataDirectory);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task A_previous_key_still_decrypts_grants_sessions_and_cursors()
    {
        var next = await NextPageAsync();

        await RestartAsync(_keys.AddKey());

        (await _browser.GetAsync(next)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        _broker.Clock.Advance(PastTheHour);
        (await _browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        _broker.Database.Count("data_protection_keys").ShouldBe(1, "the key ring keeps its key");
        _broker.Log.All.ShouldContain(entry => entry.Contains("MusicAuth vault rotate"));
    }

    [Fact]
    public async Task After_a_rotation_the_old_key_is_no_longer_needed()
    {
        var next = await NextPageAsync();
        var old = EncryptedTokens();
        await RestartAsync(_keys.AddKey());
        var former = Path.Combine(_broker.DataDirectory, "master.key");

        var (exitCode, output, error) = await RotateAsync();

        exitCode.ShouldBe(0, error);
        output.ShouldContain($"The key file {former} no longer encrypts any data.");
        output.ShouldContain("2 rows re-encrypted with the current key: grants");
        output.ShouldContain("1 rows re-encrypted with the current key: key ring");
        _keys.RemovePrevious();
        await RestartAsync(_keys);
        (await _browser.GetAsync(next)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        _broker.Clock.Advance(PastTheHour);
        (await _browser.GetAsync("/me/favorites")).GetProperty("complete").GetBoolean().ShouldBeTrue();
        _broker.Log.Errors.ShouldBeEmpty();
        (await _broker.StatsAsync()).Spotify.Reuse.ShouldBe(0);
        if (storage == DatabaseKind.Sqlite)
        {
            old.ShouldAllBe(
                blob => !_broker.Database.Bytes().Contains(blob), "old ciphertext is still in the file or its log");
        }
    }

    [Fact]
    public async Task A_second_rotation_changes_nothing()
    {
        await RestartAsync(_keys.AddKey());
        await RotateAsync();
        var after = EncryptedTokens();

        var (exitCode, output, _) = await RotateAsync();

        exitCode.ShouldBe(0);
        output.ShouldContain("0 rows re-encrypted with the current key: grants");
        EncryptedTokens().ShouldBe(after);
    }

    [Fact]
    public async Task A_rotation_detects_a_broker_that_still_uses_the_old_key()
    {
        var before = EncryptedTokens();

        var (exitCode, _, error) = await InProcessCommand.RunAsync(
            ["vault", "rotate", $"--DataDirectory={_broker.DataDirectory}",
                .. Arguments(_keys.AddKey().Settings), .. Arguments(_broker.DatabaseSettings)]);

        exitCode.ShouldBe(75, error);
        error.ShouldContain("Restart MusicAuth with the settings of this command");
        EncryptedTokens().ShouldBe(before);
        (await _browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_rotation_names_undecryptable_rows_and_re_encrypts_all_others()
    {
        var damaged = storage == DatabaseKind.Sqlite ? "zeroblob(80)" : @"'\x00'";
        _broker.Database.Execute($"UPDATE grants SET access_token = {damaged} WHERE provider = 'deezer'");
        var id = Guid.Parse(_broker.Database.Scalar("SELECT id FROM grants WHERE provider = 'deezer'")!.ToString()!);
        await RestartAsync(_keys.AddKey());

        var (exitCode, output, error) = await RotateAsync();

        exitCode.ShouldBe(78);
        error.ShouldContain($"deezer grant {id} cannot be decrypted");
        error.ShouldContain("a new sign-in replaces a grant");
        output.ShouldContain("1 rows re-encrypted with the current key: grants");
        output.ShouldNotContain("destroy the file");
    }

    [Fact]
    public async Task A_start_without_the_old_key_logs_the_number_of_undecryptable_values()
    {
        await RestartAsync(_keys.AddKey());
        _keys.RemovePrevious();

        await RestartAsync(_keys);
        _broker.Clock.Advance(TimeSpan.FromSeconds(5));

        await Eventually.IsTrueAsync(() => Errors().Count == 2);
        var errors = Errors();
        errors.ShouldContain(entry => entry.Contains("3 values") && entry.Contains("grants"));
        errors.ShouldContain(entry => entry.Contains("2 values") && entry.Contains("key ring"));

        List<string> Errors() =>
            [.. _broker.Log.Errors.Where(entry => entry.Contains("with a master key that is not configured"))];
    }

    [Fact]
    public async Task Spilled_tokens_still_need_the_old_key()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_broker.DataDirectory, "spill"));
        var store = _broker.Services.GetRequiredService<TokenProtector>();
        var grant = await _broker.Services.GetRequiredService<ScopedServices>().UseAsync(
            db => Task.FromResult(db.Set<Grant>().Single(row => row.Provider == "spotify")));
        store.TryUnprotect(grant, out var open).ShouldBeTrue();
        var spilled = store.ProtectRenewed(
            open!, new(open!.AccessToken, open.RefreshToken, null, null), _broker.Clock.GetUtcNow());
        await RestartAsync(_keys.AddKey());
        var file = Path.Combine(folder.FullName, $"{grant.Id:N}.{spilled.Generation}.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(spilled, OnDisk));

        var (exitCode, output, error) = await RotateAsync();

        exitCode.ShouldBe(75, error);
        error.ShouldMatch("Token sets in the spill folder that are encrypted with .*: 1[.]");
        output.ShouldNotContain("destroy the file");

        // The start stores the tokens under the old key, and another run re-encrypts them with the new key.
        await RestartAsync(_keys);
        File.Exists(file).ShouldBeFalse();
        (exitCode, output, error) = await RotateAsync();
        exitCode.ShouldBe(0, error);
        output.ShouldContain("1 rows re-encrypted with the current key: grants");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    public async Task A_refresh_during_a_rotation_loses_nothing(int users)
    {
        var names = Enumerable.Range(1, users).Select(i => $"guest{i}").ToArray();
        await _broker.PutAsync("users", new { people = names.Select(name => new { name }) });
        var browsers = await Task.WhenAll(names.Select(name => _broker.SignedInAsync(name, "spotify")));
        _keys.AddKey();
        var instance = (await _broker.Services.GetRequiredService<ScopedServices>().UseAsync(
            db => Task.FromResult(db.Set<InstanceMetadata>().Single()))).InstanceId;
        var rotation = _broker.Services.GetRequiredService<MasterKeyRotation>();
        for (var round = 0; round < 4; round++)
        {
            using (var current = _keys.Read(0))
            using (var previous = _keys.Read(1))
                _broker.Services.GetRequiredService<DerivedKeySet>().Load(instance, current, previous);
            _broker.Clock.Advance(PastTheHour);

            var rotating = Task.Run(() => rotation.RunAsync(CancellationToken.None));
            var answers = await Task.WhenAll(browsers.Select(browser => browser.Client.GetAsync(OnePlaylist)));

            answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
            (await rotating).Values.ShouldAllBe(result => result.Undecryptable.Count == 0);
            _keys.Swap();
        }

        var report = _broker.Services.GetRequiredService<MasterKeyUsageReport>();
        var usages = await report.ReadAsync(CancellationToken.None);
        usages.Where(usage => usage.StoreName == "grants").ShouldHaveSingleItem().KeyFile.ShouldNotBeNull();
        foreach (var browser in browsers)
            (await browser.GetAsync("/me/connections")).GetProperty("items")[0].GetProperty("state").GetString()
                .ShouldBe("active");
        (await _broker.StatsAsync()).Spotify.Reuse.ShouldBe(0);
        (await _broker.StatsAsync()).Spotify.Refreshes.ShouldBe(4 * users);
    }

    private async Task RestartAsync(MasterKeys keys)
    {
        await _broker.RestartAsync(keys.Settings);
        var again = _broker.NewBrowser(_browser);
        _browser.Dispose();
        _browser = again;
    }

    private async Task<(int ExitCode, string Output, string Error)> RotateAsync()
    {
        using StringWriter output = new(), error = new();
        var services = _broker.Services;
        var command = ActivatorUtilities.CreateInstance<RotateMasterKeyCommand>(services);
        services.GetRequiredService<IOptions<VaultOptions>>().Value.MasterKeyFile.ShouldBe(_keys.Current);
        var exitCode = await command.RunAsync(output, error, CancellationToken.None);
        return (exitCode, output.ToString(), error.ToString());
    }

    private async Task<string> NextPageAsync() =>
        (await _browser.GetAsync(OnePlaylist)).GetProperty("next").GetString()!;

    private static IEnumerable<string> Arguments(Dictionary<string, string?> settings) =>
        settings.Select(setting => $"--{setting.Key}={setting.Value}");

    /// <summary>The encrypted tokens, as the database stores them.</summary>
    private List<string> EncryptedTokens()
    {
        var cast = storage == DatabaseKind.Sqlite ? "hex(access_token)" : "encode(access_token, 'hex')";
        var all = storage == DatabaseKind.Sqlite ? $"group_concat({cast})" : $"string_agg({cast}, ',')";
        return [.. ((string)_broker.Database.Scalar($"SELECT {all} FROM grants")!).Split(',')
            .Select(hex => System.Text.Encoding.Latin1.GetString(Convert.FromHexString(hex)))];
    }
}
