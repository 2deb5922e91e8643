namespace MusicAuth.Notices.Channels.Kinds;

/// <summary>The result of one attempt.</summary>
/// <param name="Error">Why the target did not take the notice, as a sentence for users; null where it did.</param>
internal sealed record SendResult(string? Error)
{
    public static SendResult Sent { get; } = new(Error: null);

    public static SendResult Failed(string error) =>
        new(VisibleText.Truncate(error, NoticeChannel.MaxErrorLength));
}
