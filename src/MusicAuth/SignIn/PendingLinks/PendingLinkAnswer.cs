using System.Text.Json.Serialization;

namespace MusicAuth.SignIn.PendingLinks;

/// <summary>The answer to a pending link.</summary>
/// <param name="Accept">True links the account; false erases its tokens.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PendingLinkAnswer(bool? Accept = null);
