namespace MusicAuth.Upstream.Calls;

/// <summary>The origin of a call; each has concurrency slots of its own.</summary>
public enum CallOrigin
{
    /// <summary>The broker, which assembles a unified page or needs a token.</summary>
    Broker,

    /// <summary>An app, whose request the passthrough forwards.</summary>
    App,
}
