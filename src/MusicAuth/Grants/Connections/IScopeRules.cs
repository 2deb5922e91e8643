namespace MusicAuth.Grants.Connections;

/// <summary>The scopes that a sign-in can request, and those that an operation of the API requires.</summary>
public interface IScopeRules
{
    /// <summary>The wire name: <c>spotify</c> or <c>deezer</c>.</summary>
    string Provider { get; }

    /// <summary>The name for people, which is also the name of the provider's settings section.</summary>
    string DisplayName { get; }

    /// <summary>The default scopes and <c>AllowedScopes</c>.</summary>
    IReadOnlyList<string> RequestableScopes { get; }

    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path below the API's base, as <c>/me/library</c>, with its query.</param>
    /// <returns>Empty where the operation requires no scope or is unknown.</returns>
    IReadOnlyList<string> ScopesFor(string method, string path);
}
