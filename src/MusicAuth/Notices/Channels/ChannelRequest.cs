using System.Text.Json.Serialization;

namespace MusicAuth.Notices.Channels;

/// <summary>The properties of a new channel.</summary>
/// <param name="Kind"><c>ntfy</c>, <c>gotify</c>, <c>webhook</c> or <c>email</c>.</param>
/// <param name="Target">The address of the topic, of the server or of the hook, or a mail address.</param>
/// <param name="Secret">The token of the service; null or absent where there is none.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ChannelRequest(string? Kind = null, string? Target = null, string? Secret = null)
{
    // The ToString of a record would print the secret.
    public override string ToString() => $"{Kind} ***";
}
