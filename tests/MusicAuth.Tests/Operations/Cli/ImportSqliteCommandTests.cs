using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Cli;

/// <summary>The import of a SQLite database into PostgreSQL.</summary>
public sealed class ImportSqliteCommandTests : IAsyncLifetime
{
    // Together with the rows of a signed-in user they fill every table.
    private const string RowsForEveryTable =
        """
        INSERT INTO refresh_pauses VALUES ('spotify', 17);
        INSERT INTO provider_pauses (provider, side, client_id, blocked_since, blocked_until, reason)
            VALUES ('spotify', 'api', 'an-app', 16, 23, 'quota_exceeded');
        INSERT INTO claim_links VALUES (x'0102', 18);
        INSERT INTO api_keys (id, user_id, name, secret_hash, scopes, providers, created_at, expires_at)
            SELECT '0123456789Ab', id, 'Kitchen', x'04', '["library:read","token:read"]', '["deezer"]', 21, 22
            FROM users LIMIT 1;
        INSERT INTO refresh_claims (grant_id, instance_id, owner, lease_until) SELECT id, id, id, 19 FROM grants;
        INSERT INTO pending_links (id, session_id, user_id, provider, account_id, client_id, scopes, consented_at,
                expires_at, access_token)
            SELECT id, id, user_id, 'deezer', '42', 'an-app', '["email"]', 24, 25, x'05' FROM sessions LIMIT 1;
        INSERT INTO refresh_intents (grant_id, generation, token_fingerprint, owner, instance_id, started_at)
            SELECT id, generation, x'03', id, id, 20 FROM grants;
        INSERT INTO guest_accounts (id, provider, account_id, asked_at)
            SELECT id, 'spotify', 'guest', 26 FROM users LIMIT 1;
        INSERT INTO invitations (id, user_id, hash, created_at, ends_at)
            SELECT id, id, x'06', 27, 28 FROM users LIMIT 1;
        INSERT INTO calendar_feeds (id, user_id, secret_hash, secret, created_at)
            SELECT id, id, x'07', x'08', 29 FROM users LIMIT 1;
        INSERT INTO missing_scopes (user_id, provider, scope, first_at, last_at)
            SELECT id, 'spotify', 'user-top-read', 30, 31 FROM users LIMIT 1;
        INSERT INTO provider_apps (id, provider, client_id, client_secret, generation, "check", checked_at)
            SELECT id, 'spotify', 'an-app', x'09', 1, 'Ok', 32 FROM users LIMIT 1;
        INSERT INTO consent_announcements (grant_id, authorized_at, stage, repetition, at)
            SELECT id, authorized_at, 'Days30', 0, 33 FROM grants;
        INSERT INTO notice_incidents (user_id, subject, last_seen_at)
            SELECT id, 'app:spotify:invalid_client', 34 FROM users LIMIT 1;
        INSERT INTO notice_channels (id, user_id, kind, address, created_at)
            SELECT id, id, 'Ntfy', x'0a', 35 FROM users LIMIT 1;
        INSERT INTO notices (id, user_id, type, title, detail, action_url, is_urgent, connections, created_at)
            SELECT id, id, 'test', 'A title', 'A text', 'https://music.example', 0, '[]', 36 FROM users LIMIT 1;
        INSERT INTO backup_state (id, last_good_at) VALUES (1, 39);
        INSERT INTO notice_deliveries (id, notice_id, channel_id, state, attempts, next_attempt_at, leased_until)
            SELECT id, id, id, 'Parked', 3, 37, 38 FROM users LIMIT 1;
        """;

    private Broker _broker = null!;
    private Browser _browser = null!;
    private string _target = null!;

    public async ValueTask InitializeAsync()
    {
        _target = await (await PostgresServer.CommonAsync()).NewDatabaseAsync();
        _broker = await Broker.StartAsync();
        _browser = await _broker.SignedInAsync("dora", "spotify", "deezer");
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _broker.DisposeAsync();
    }

    private string Source => Path.Combine(_broker.DataDirectory, "musicauth.db");

    [Fact]
    public async Task An_instance_continues_in_PostgreSQL_and_the_file_is_unchanged()
    {
        var user = (await _browser.GetAsync("/me")).GetProperty("user").GetProperty("id").GetGuid();
        await _broker.StopAsync();
        var before = Hash();

        var (exitCode, output, error) = await ImportAsync();

        exitCode.ShouldBe(0, error);
        output.ShouldContain("2 grants");
        output.ShouldNotContain("Migrating the database", customMessage: "a command prints no log line");
        Hash().ShouldBe(before);
        await _broker.RestartAsync(Target);
        using var later = _broker.NewBrowser(_browser);
        (await later.GetAsync("/me")).GetProperty("user").GetProperty("id").GetGuid().ShouldBe(user);
        (await later.GetAsync("/me/playlists")).GetProperty("complete").GetBoolean().ShouldBeTrue();
        _broker.Clock.Advance(TimeSpan.FromMinutes(61));
        (await later.GetAsync("/me/playlists")).GetProperty("complete").GetBoolean().ShouldBeTrue();
        (await _broker.StatsAsync()).Spotify.Reuse.ShouldBe(0);
        Database.Postgres(_target).Count("data_protection_keys").ShouldBe(1, "the key ring keeps its key");
    }

    [LongFact]
    public async Task Every_entity_type_of_the_model_is_copied()
    {
        await _broker.StopAsync();
        _broker.Database.Execute(RowsForEveryTable);
        (await ImportAsync()).ExitCode.ShouldBe(0);

        using var db = new PostgresDb(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(_target).Options);
        var copy = Database.Postgres(_target);
        foreach (var table in db.Model.GetEntityTypes().Select(type => type.GetTableName()!))
        {
            _broker.Database.Count(table).ShouldBeGreaterThan(0, table);
            copy.Count(table).ShouldBe(_broker.Database.Count(table), table);
        }

        copy.Scalar("SELECT sum(lease_until) FROM refresh_claims").ShouldBe(38m);
        copy.Scalar("SELECT scopes || providers FROM api_keys").ShouldBe(
            new[] { "library:read", "token:read", "deezer" });
    }

    [Fact]
    public async Task An_import_with_spilled_tokens_is_refused()
    {
        await _broker.StopAsync();
        await File.WriteAllTextAsync(Path.Combine(_broker.DataDirectory, "spill", "waiting.json"), "{}");
        using var elsewhere = new Instance();

        var ended = await InProcessCommand.RunAsync(
            ["import-sqlite", Source, $"--DataDirectory={elsewhere.DataDirectory}",
                $"--Vault:MasterKeyFile={Path.Combine(_broker.DataDirectory, "master.key")}",
                .. Target.Select(setting => $"--{setting.Key}={setting.Value}")]);

        ended.ExitCode.ShouldBe(65, ended.Error);
        ended.Error.ShouldContain("tokens that the database has not stored");
        await TargetShouldBeEmptyAsync();
    }

    [LongFact]
    public async Task Generated_keys_continue_after_the_last_copied_key()
    {
        await _broker.StopAsync();
        await ImportAsync();

        using var db = new PostgresDb(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(_target).Options);
        db.DataProtectionKeys.Add(new() { FriendlyName = "later" });
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        db.DataProtectionKeys.Count().ShouldBe(2);
    }

    [Fact]
    public async Task The_file_of_a_running_broker_is_not_imported()
    {
        var (exitCode, _, error) = await ImportAsync();

        exitCode.ShouldBe(65);
        error.ShouldContain("Another MusicAuth is using");
        await TargetShouldBeEmptyAsync();
    }

    [LongFact]
    public async Task A_target_with_data_is_unchanged()
    {
        await _broker.StopAsync();
        await ImportAsync();
        Database.Postgres(_target).Execute("DELETE FROM sessions");

        var (exitCode, _, error) = await ImportAsync();

        exitCode.ShouldBe(65);
        error.ShouldContain("already contains MusicAuth data");
        Database.Postgres(_target).Count("sessions").ShouldBe(0);
    }

    [LongFact]
    public async Task Another_master_key_copies_nothing()
    {
        await _broker.StopAsync();
        var key = Path.Combine(_broker.DataDirectory, "master.key");
        await File.WriteAllTextAsync(key, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

        var (exitCode, _, error) = await ImportAsync();

        exitCode.ShouldBe(78);
        error.ShouldContain("did not encrypt this database");
        await TargetShouldBeEmptyAsync();
    }

    [Fact]
    public async Task A_source_without_a_schema_is_refused_and_the_message_states_the_remedy()
    {
        await _broker.StopAsync();
        await File.WriteAllTextAsync(Source, "");

        var (exitCode, _, error) = await ImportAsync();

        exitCode.ShouldBe(65);
        error.ShouldContain("Start this version with that database");
        await TargetShouldBeEmptyAsync();
    }

    [Theory]
    [InlineData("Sqlite", "/nowhere/musicauth.db", 1, "Set Database:Kind to Postgres")]
    [InlineData("Postgres", "/nowhere/musicauth.db", 65, "The database file /nowhere/musicauth.db does not exist")]
    [InlineData("Postgres", "/nowhere/a;b=c.db", 65, "The database file /nowhere/a;b=c.db does not exist")]
    public async Task The_error_of_wrong_settings_or_a_missing_file_is_one_sentence(
        string kind, string file, int exitCode, string words)
    {
        await _broker.StopAsync();
        var ended = await InProcessCommand.RunAsync(
            "import-sqlite", file, $"--Database:Kind={kind}",
            $"--DataDirectory={_broker.DataDirectory}",
            $"--Database:ConnectionString={(kind == "Postgres" ? _target : $"Data Source={Source}")}");

        ended.ExitCode.ShouldBe(exitCode, ended.Error);
        ended.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldContain(words);
        ended.Error.ShouldNotContain(PostgresServer.Password);
    }

    private Dictionary<string, string?> Target => new()
    {
        ["Database:Kind"] = "Postgres",
        ["Database:ConnectionString"] = _target,
    };

    private async Task<CommandResult> ImportAsync()
    {
        var ended = await InProcessCommand.RunAsync(
            ["import-sqlite", Source, $"--DataDirectory={_broker.DataDirectory}",
                .. Target.Select(setting => $"--{setting.Key}={setting.Value}")]);
        ended.Error.ShouldNotContain(PostgresServer.Password);
        ended.Output.ShouldNotContain(PostgresServer.Password);
        return ended;
    }

    private async Task TargetShouldBeEmptyAsync()
    {
        using var db = new PostgresDb(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(_target).Options);
        var isMigrated = (await db.Database.GetAppliedMigrationsAsync()).Any();
        (!isMigrated || await DatabaseCopy.IsEmptyAsync(db, default)).ShouldBeTrue();
    }

    private string Hash() => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Source)));
}
