using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MusicAuth.Tests.Notices.Stubs;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Channels;

public sealed class NtfyTests
{
    private const int MaxBytes = 4096;

    [Theory]
    [InlineData("a", MaxBytes, true)]
    [InlineData("a", MaxBytes + 1, false)]
    [InlineData("\u20ac", MaxBytes, false)]
    [InlineData("\U0001F3B5", MaxBytes, false)]
    public async Task A_text_that_is_too_long_for_ntfy_is_shortened_between_characters(
        string character, int count, bool isComplete)
    {
        await using var ntfy = await StubNtfy.StartAsync();
        await using var broker = await Broker.StartAsync();
        var channel = broker.Services.GetServices<INoticeChannel>().Single(each => each.Kind == ChannelKind.Ntfy);
        var text = string.Concat(Enumerable.Repeat(character, count));

        var result = await channel.SendAsync(
            new ChannelAddress($"{ntfy.Address}/topic", Secret: null, SigningSecret: null),
            new NoticeMessage(
                Guid.NewGuid(), NoticeTypes.Test, "Title", text, Broker.PublicUrl, DateTimeOffset.UnixEpoch, []),
            allowPrivate: true, TestContext.Current.CancellationToken);

        result.Error.ShouldBeNull();
        var body = ntfy.Received.ShouldHaveSingleItem().Body;
        if (isComplete)
        {
            body.ShouldBe(text);
            return;
        }

        Encoding.UTF8.GetByteCount(body).ShouldBeInRange(MaxBytes - 3, MaxBytes);
        body.ShouldEndWith("\nMusicAuth has shortened this text. Open the link to see more.");
        body[..body.IndexOf('\n')].ShouldBe(text[..body.IndexOf('\n')]);
    }
}
