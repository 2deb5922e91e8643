using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using MusicAuth.Tests.Shared;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Persistence.Migrations;

/// <summary>A database of an earlier version keeps its rows when its schema changes.</summary>
public abstract class UpgradeTests(DatabaseKind storage) : IDisposable
{
    private const string BeforeIdentities = "ProviderPauses";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musicauth-upgrade-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A2_users_accounts_and_sessions_from_before_identities_were_listed_survive()
    {
        var linkedAt = new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero);
        var (user, identity, session) =
            (Guid.CreateVersion7(linkedAt), Guid.CreateVersion7(linkedAt), Guid.CreateVersion7(linkedAt));
        await using var db = await CreateAsync();
        var migrations = db.GetService<IMigrator>();
        await migrations.MigrateAsync(db.Database.GetMigrations().Single(name => name.EndsWith(BeforeIdentities)));
        var isOwner = true;
        var hash = new byte[32];
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO users (id, display_name, is_owner, created_at) VALUES ({user}, 'Dora', {isOwner}, 1)");
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO identities (id, user_id, provider, account_id, provider_user_id)
            VALUES ({identity}, {user}, 'spotify', 'acc1', 'dora')
            """);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO sessions (id, user_id, secret_hash, created_at, last_seen_at)
            VALUES ({session}, {user}, {hash}, 5, 6)
            """);

        await migrations.MigrateAsync();

        var kept = await db.Set<Identity>().SingleAsync();
        (kept.Id, kept.UserId, kept.Key, kept.DisplayName, kept.LastSignInAt)
            .ShouldBe((identity, user, "acc1", null, null));
        kept.LinkedAt.ShouldBe(linkedAt);
        (await db.Set<Session>().SingleAsync()).IdentityId.ShouldBeNull();
        (await db.Set<User>().SingleAsync()).IsOwner.ShouldBeTrue();
    }

    private async Task<MusicAuthDb> CreateAsync()
    {
        if (storage == DatabaseKind.Sqlite)
            return new SqliteDb(new DbContextOptionsBuilder<SqliteDb>()
                .UseSqlite($"Data Source={Path.Combine(_folder.FullName, "old.db")};Foreign Keys=True;Pooling=False")
                .Options);
        var connection = await (await PostgresServer.CommonAsync()).NewDatabaseAsync();
        return new PostgresDb(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(connection).Options);
    }
}
