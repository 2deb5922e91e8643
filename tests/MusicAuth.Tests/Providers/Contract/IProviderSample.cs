using Xunit;

namespace MusicAuth.Tests.Providers.Contract;

/// <summary>The differences between the providers, for the tests that both providers must pass.</summary>
public interface IProviderSample
{
    static abstract string Name { get; }

    /// <summary>The member that holds the items of a list.</summary>
    static abstract string ItemsMember { get; }

    static abstract int MaxPageSize { get; }

    /// <summary>The scopes that a sign-in grants without a parameter.</summary>
    static abstract string Scopes { get; }

    /// <summary>The first pages' addresses: playlists, favourites, a playlist's tracks, with the token.</summary>
    static abstract string[] Addresses { get; }

    /// <summary>The header <c>Authorization</c>; null for a token in the query.</summary>
    static abstract string? Authorization { get; }

    static abstract TheoryData<string> ImpossiblePlaylistIds { get; }

    /// <summary>The status and body of a response, its fault, and the reason of the fault.</summary>
    static abstract TheoryData<int, string, UpstreamFault, string?> Faults { get; }

    /// <summary>
    /// A page of the second range: a description, the number of items, further members, the first item and the end of
    /// the items that the broker returns, and the next offset.
    /// </summary>
    static abstract TheoryData<string, int, string, int, int, long?> Pages { get; }

    /// <summary>Members that replace those of a token response and make the tokens invalid (RFC 6749).</summary>
    static abstract TheoryData<string> InvalidTokens { get; }

    /// <summary>The path of the profile below the broker's prefix of the provider.</summary>
    static abstract string ProfilePath { get; }

    /// <summary>The sandbox's fault for a rate limit of the API.</summary>
    static abstract object RateLimitFault { get; }

    /// <summary>The body of a 429 that the passthrough writes itself.</summary>
    static abstract string RateLimitBody { get; }
}
