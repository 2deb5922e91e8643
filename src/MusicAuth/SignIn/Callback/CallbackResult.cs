namespace MusicAuth.SignIn.Callback;

/// <param name="Location">The address that the browser was redirected to.</param>
/// <param name="Session">The session that the browser received, or null.</param>
internal sealed record CallbackResult(string Location, Secret? Session);
