namespace MusicAuth.Grants.Connections;

/// <summary>What a consent at a provider may cover, and which part of it an operation of its API needs.</summary>
public interface IScopeRules
{
    /// <summary>The wire name: <c>spotify</c> or <c>deezer</c>.</summary>
    string Provider { get; }

    /// <summary>For people, and the section of its settings.</summary>
    string DisplayName { get; }

    /// <summary>All that a sign-in may ask for: what every one asks for, and <c>AllowedScopes</c>.</summary>
    IReadOnlyList<string> RequestableScopes { get; }

    /// <param name="method">As in the request.</param>
    /// <param name="path">Below the API's base, as <c>/me/library</c>; with its query, which can say more.</param>
    /// <returns>Empty where the operation needs none or is not known.</returns>
    IReadOnlyList<string> ScopesFor(string method, string path);
}
