using System.Text.Json.Serialization;

namespace MusicAuth.Access.Guests;

/// <summary>The owner's answer to a request.</summary>
/// <param name="Admit">True lets the account in; false removes its request.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AccessRequestAnswer(bool? Admit = null);
