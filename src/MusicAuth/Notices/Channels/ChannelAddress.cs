namespace MusicAuth.Notices.Channels;

/// <summary>
/// Where a channel leads, and what proves that MusicAuth can use it. All of it is encrypted: a topic or a hook is a
/// secret in itself.
/// </summary>
/// <param name="Target">The address of the topic, the server or the hook, or a mail address.</param>
/// <param name="Secret">The token of the service; null where there is none.</param>
/// <param name="SigningSecret">The key of the signatures of a webhook, as <c>whsec_…</c>; null otherwise.</param>
internal sealed record ChannelAddress(string Target, string? Secret, string? SigningSecret)
{
    // The ToString of a record would print the secrets.
    public override string ToString() => "***";
}
