namespace MusicAuth.Access.Sessions;

/// <summary>Whether users can sign in with this provider.</summary>
internal delegate bool IsProviderEnabled(string provider);
