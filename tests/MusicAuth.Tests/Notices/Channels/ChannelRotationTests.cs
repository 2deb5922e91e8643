using Microsoft.Extensions.DependencyInjection;
using MusicAuth.Tests.Notices.Stubs;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Channels;

/// <summary>Channels and the rotation of the master key.</summary>
public sealed class ChannelRotationTests
{
    [Fact]
    public async Task A_channel_works_with_the_new_master_key_alone()
    {
        await using var hook = await StubServer.StartAsync();
        await using var broker = await Broker.StartAsync(ChannelsOf.PrivateTargets);
        using var dora = await broker.SignedInAsync("dora", "spotify");
        var channel = await dora.AddChannelAsync("webhook", hook.Address, "token");
        var keys = new MasterKeys(broker.DataDirectory).AddKey();
        using var between = await RestartAsync(broker, keys, dora);
        (await between.TestChannelAsync(channel)).Ok.ShouldBeTrue();

        var done = await broker.Services.GetRequiredService<MasterKeyRotation>().RunAsync(CancellationToken.None);
        done["notice channels"].Reencrypted.ShouldBe(1);
        keys.RemovePrevious();
        using var after = await RestartAsync(broker, keys, dora);

        (await after.TestChannelAsync(channel)).Ok.ShouldBeTrue();
        StandardWebhook.Verify(
            hook.Received[^1], channel.GetProperty("signing_secret").GetString()!, broker.Clock.GetUtcNow());
    }

    [Fact]
    public async Task A_channel_that_no_key_decrypts_is_listed_with_its_remedy()
    {
        await using var broker = await Broker.StartAsync(ChannelsOf.PrivateTargets);
        using var dora = await broker.SignedInAsync("dora", "spotify");
        var channel = await dora.AddChannelAsync("ntfy", "https://ntfy.sh/doras");
        broker.Database.Execute("UPDATE notice_channels SET address = zeroblob(80)");

        var item = (await dora.ListChannelsAsync()).ShouldHaveSingleItem();

        item.GetProperty("target").GetString().ShouldBe("");
        item.GetProperty("last_error").GetString()!.ShouldContain("Delete it and add it again.");
        var (ok, detail) = await dora.TestChannelAsync(channel);
        ok.ShouldBeFalse();
        detail.ShouldContain("Delete it and add it again.");
    }

    private static async Task<Browser> RestartAsync(Broker broker, MasterKeys keys, Browser before)
    {
        await broker.RestartAsync(new Dictionary<string, string?>(keys.Settings.Concat(ChannelsOf.PrivateTargets)));
        return broker.NewBrowser(like: before);
    }
}
