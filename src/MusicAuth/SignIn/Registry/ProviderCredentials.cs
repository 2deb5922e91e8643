using Microsoft.Extensions.Primitives;

namespace MusicAuth.SignIn.Registry;

/// <summary>The credentials of one provider's app now: those of the configuration, else those of the page.</summary>
internal sealed class ProviderCredentials(string provider, AppCredentials? configured)
{
    private readonly Lock _gate = new();
    private volatile AppCredentials? _current = configured;
    private ConfigurationReloadToken _change = new();

    public string Provider => provider;

    /// <summary>Whether the configuration sets the app, so that the page cannot.</summary>
    public bool AreConfigured { get; } = configured is not null;

    /// <summary>Null turns the provider off.</summary>
    public AppCredentials? Current => _current;

    public string? ClientId => _current?.ClientId;

    /// <summary>Replaces the app of the page. The app of the configuration stays.</summary>
    /// <returns>Whether the app in use changed.</returns>
    public bool TrySet(AppCredentials? fromPage, out AppCredentials? before)
    {
        lock (_gate)
        {
            before = _current;
            if (AreConfigured || before == fromPage)
                return false;
            _current = fromPage;
        }

        Interlocked.Exchange(ref _change, new ConfigurationReloadToken()).OnReload();
        return true;
    }

    /// <summary>Fires once, at the next change.</summary>
    public IChangeToken GetChangeToken() => Volatile.Read(ref _change);
}
