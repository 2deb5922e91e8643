using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MusicAuth.Tests.Notices;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Cli.Users;

/// <summary>An export contains all data of the database about a user.</summary>
public sealed class ExportTests : IAsyncLifetime
{
    private const string Planted = "planted-secret-of-the-export";

    // Each table about a user, and the member of the export that has its rows.
    private static readonly Dictionary<Type, string> Exported = new()
    {
        [typeof(Identity)] = "identities",
        [typeof(Grant)] = "connections",
        [typeof(MissingScope)] = "missing_scopes",
        [typeof(Session)] = "sessions",
        [typeof(ApiKey)] = "api_keys",
        [typeof(PendingLink)] = "pending_links",
        [typeof(NoticeChannel)] = "notice_channels",
        [typeof(Notice)] = "notices",
        [typeof(NoticeIncident)] = "notice_incidents",
        [typeof(ConsentAnnouncement)] = "consent_stages",
        [typeof(CalendarFeed)] = "calendar",
        [typeof(Invitation)] = "invitations",
        [typeof(AuditEntry)] = "activity",
    };

    // These tables contain the present work of a process and no data about the user.
    private static readonly Type[] Technical = [typeof(RefreshIntent), typeof(RefreshLease), typeof(NoticeDelivery)];

    private Broker _broker = null!;
    private Browser _dora = null!;
    private Guid _user;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(ChannelsOf.PrivateTargets);
        _dora = await _broker.OwnedByAsync("dora");
        _user = await _dora.UserIdAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _dora.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task Every_table_about_a_user_is_exported()
    {
        await using var scope = _broker.Services.CreateAsyncScope();
        var about = scope.ServiceProvider.GetRequiredService<MusicAuthDb>().Model.GetEntityTypes()
            .Where(type => type.GetProperties()
                .Any(property => property.Name is "UserId" or "GrantId" or "SessionId" or "ChannelId" or "NoticeId"))
            .Select(type => type.ClrType);

        about.ShouldBe([.. Exported.Keys, .. Technical], ignoreOrder: true);
    }

    [Fact]
    public async Task The_export_contains_the_rows_of_every_such_table_and_no_secret()
    {
        var key = await _dora.NewKeyAsync(["connections:read"]);
        await _dora.AddChannelAsync("ntfy", $"https://192.0.2.1/{Planted}", Planted);
        await _dora.InviteAsync();
        (await _dora.PostAsync("/me/calendar", new { })).Dispose();
        await PlantAsync();

        var result = await InProcessCommand.RunAsync(
            "export", "--user", $"{_user}", $"--DataDirectory={_broker.DataDirectory}");

        result.ExitCode.ShouldBe(0, result.Error);
        var export = JsonSerializer.Deserialize<JsonElement>(result.Output);
        Exported.Values.Where(member => !HasRows(export.GetProperty(member))).ShouldBeEmpty();
        result.Output.ShouldContain("A notice of the past");
        result.Output.ShouldContain("An account that waits");
        result.Output.ShouldNotContain(Planted);
        result.Output.ShouldNotContain(Convert.ToBase64String("planted"u8)[..8]);
        result.Output.ShouldNotContain(key);
    }

    private static bool HasRows(JsonElement member) =>
        member.ValueKind == JsonValueKind.True || member.GetArrayLength() > 0;

    private async Task PlantAsync()
    {
        await using var scope = _broker.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MusicAuthDb>();
        var now = _broker.Clock.GetUtcNow();
        var grant = await db.Set<Grant>().SingleAsync();
        db.AddRange(
            new MissingScope
            {
                UserId = _user,
                Provider = "spotify",
                Scope = "streaming",
                FirstAt = now,
                LastAt = now,
            },
            new PendingLink
            {
                Id = Guid.NewGuid(),
                UserId = _user,
                SessionId = (await db.Set<Session>().FirstAsync(session => session.UserId == _user)).Id,
                Provider = "deezer",
                DisplayName = "An account that waits",
                ClientId = "1",
                Scopes = [],
                ExpiresAt = now.AddMinutes(10),
                ProtectedAccessToken = [.. "planted"u8],
            },
            new Notice
            {
                Id = Guid.NewGuid(),
                UserId = _user,
                Type = NoticeTypes.ConsentEnding,
                Title = "A notice of the past",
                Detail = "",
                ActionUrl = "",
                Connections = "[]",
                CreatedAt = now,
            },
            new NoticeIncident { UserId = _user, Subject = "app:spotify:invalid_client", LastSeenAt = now },
            new ConsentAnnouncement
            {
                GrantId = grant.Id,
                AuthorizedAt = grant.AuthorizedAt,
                Stage = ConsentStage.Days30,
                At = now,
            });
        await db.SaveChangesAsync();
    }
}
