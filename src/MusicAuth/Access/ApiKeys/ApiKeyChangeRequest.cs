using System.Text.Json.Serialization;

namespace MusicAuth.Access.ApiKeys;

/// <summary>A change of an API key. A member that is absent stays as it is.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ApiKeyChangeRequest
{
    // The source generator of System.Text.Json would also set init accessors of members that are absent.

    /// <summary>A name for people, of 1 to 100 characters.</summary>
    public string? Name
    {
        get;
        set => (field, HasName) = (value, true);
    }

    /// <summary>When the key expires (RFC 3339); never where it is null.</summary>
    public string? ExpiresAt
    {
        get;
        set => (field, HasExpiresAt) = (value, true);
    }

    // Not public, so that they are no members of the JSON.
    internal bool HasName { get; private set; }

    internal bool HasExpiresAt { get; private set; }
}
