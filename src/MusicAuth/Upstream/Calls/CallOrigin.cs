namespace MusicAuth.Upstream.Calls;

/// <summary>Whose idea a call is: the two have places of their own.</summary>
public enum CallOrigin
{
    /// <summary>The broker's, which puts an answer together or needs a token.</summary>
    Broker,

    /// <summary>An app's, which is passed on.</summary>
    App,
}
