using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MusicAuth.Tests.Notices.Stubs;

namespace MusicAuth.Tests.Notices.Outbox;

/// <summary>A broker, a user, and a webhook of that user.</summary>
public sealed class WebhookFixture : IAsyncDisposable
{
    private WebhookFixture(Broker broker, Browser dora, StubServer hook)
    {
        Broker = broker;
        Dora = dora;
        Hook = hook;
    }

    public Broker Broker { get; }

    public Browser Dora { get; }

    public StubServer Hook { get; }

    public string Secret { get; private set; } = "";

    public IEnumerable<string> Types => Hook.Received.Select(request => request.Json.GetProperty("type").GetString()!);

    public JsonElement Last => Hook.Received[^1].Json.GetProperty("data");

    public static async Task<WebhookFixture> StartAsync(
        DatabaseKind storage = DatabaseKind.Sqlite, params string[] providers)
    {
        var broker = await Broker.StartAsync(ChannelsOf.PrivateTargets, storage: storage);
        var dora = await broker.SignedInAsync("dora", providers.Length > 0 ? providers : ["spotify"]);
        var fixture = new WebhookFixture(broker, dora, await StubServer.StartAsync());
        var channel = await dora.AddChannelAsync("webhook", fixture.Hook.Address);
        fixture.End = (await dora.GetAsync("/me/connections")).GetProperty("items")[0].GetProperty("reauthorize_by")
            .GetDateTimeOffset();
        fixture.Secret = channel.GetProperty("signing_secret").GetString()!;
        return fixture;
    }

    /// <summary>The end of the first consent, as the API shows it.</summary>
    public DateTimeOffset End { get; private set; }

    /// <summary>Moves the ends of both consents. A Deezer token without <c>offline_access</c> has one too.</summary>
    public void MoveEnds(DateTimeOffset spotify, DateTimeOffset deezer)
    {
        var begin = spotify.AddDays(-180).ToUnixTimeMilliseconds();
        Broker.Database.Execute($"UPDATE grants SET authorized_at = {begin} WHERE provider = 'spotify'");
        Broker.Database.Execute(
            $"UPDATE grants SET access_expires_at = {deezer.ToUnixTimeMilliseconds()} WHERE provider = 'deezer'");
        End = spotify;
    }

    public int Notices => Broker.Database.Count("notices");

    /// <summary>Advances the clock to a time, and waits until all due notices are at the hook.</summary>
    public async Task GoToAsync(DateTimeOffset at)
    {
        Broker.Clock.Advance(at - Broker.Clock.GetUtcNow());
        await CollectAsync();
    }

    public async Task CollectAsync()
    {
        await Broker.Services.GetRequiredService<NoticeScheduler>().CollectAsync(CancellationToken.None);
        Broker.Services.GetRequiredService<NoticeSender>().Wake();
        await Eventually.IsTrueAsync(() => Pending == 0, $"{Pending} notices at the hook");
    }

    public int Pending => Convert.ToInt32(
        Broker.Database.Scalar("SELECT count(*) FROM notice_deliveries WHERE state = 'Pending'"));

    /// <summary>Revokes the consents at the providers, and makes a call with which the broker detects it.</summary>
    public async Task RevokeAsync(params string[] providers)
    {
        foreach (var provider in providers.Length > 0 ? providers : ["spotify"])
            await Broker.PutAsync("users", new { revoke = new { provider, person = "dora" } });
        using var answer = await Dora.Client.GetAsync("/me/playlists");
    }

    public async ValueTask DisposeAsync()
    {
        Dora.Dispose();
        await Broker.DisposeAsync();
        await Hook.DisposeAsync();
    }
}
