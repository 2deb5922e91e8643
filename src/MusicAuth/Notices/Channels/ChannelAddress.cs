namespace MusicAuth.Notices.Channels;

/// <summary>
/// The target of a channel, and the secrets for its use. All three values are encrypted, because the address of a
/// topic or a hook is a secret in itself.
/// </summary>
/// <param name="Target">The address of the topic, the server or the hook, or a mail address.</param>
/// <param name="Secret">The token of the service; null where there is none.</param>
/// <param name="SigningSecret">The key of the signatures of a webhook, as <c>whsec_…</c>; null otherwise.</param>
internal sealed record ChannelAddress(string Target, string? Secret, string? SigningSecret)
{
    // The ToString of a record would print the secrets.
    public override string ToString() => "***";
}
