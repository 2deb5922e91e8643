using MusicAuth.Web;

namespace MusicAuth.SignIn;

/// <summary>The providers in the order of the API, and the redirect URI of each (RFC 6749, section 3.1.2).</summary>
public sealed class ProviderRegistry(IEnumerable<ProviderRegistration> registrations, PublicAddress address)
{
    public IReadOnlyList<ProviderRegistration> All { get; } = [.. registrations];

    public ProviderRegistration Get(string name) =>
        All.FirstOrDefault(provider => provider.Name == name)
        ?? throw new ProblemException(ProblemCode.UnknownProvider, "There is no such provider: spotify or deezer.");

    /// <summary>Exactly what must be registered at the provider; never built from a request.</summary>
    public string RedirectUri(ProviderRegistration provider) => provider.PublicUrl is { } origin
        ? origin.TrimEnd('/') + provider.CallbackPath
        : address.Absolute(provider.CallbackPath);
}
