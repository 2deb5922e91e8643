namespace MusicAuth.Access.Sessions;

/// <summary>Whether users can sign in with this provider now.</summary>
public delegate bool IsProviderEnabled(string provider);
