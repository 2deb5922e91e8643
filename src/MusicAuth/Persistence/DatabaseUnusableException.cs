namespace MusicAuth.Persistence;

/// <summary>MusicAuth cannot use the database. The message states the cause and its remedy on one line.</summary>
internal sealed class DatabaseUnusableException(string message, Exception? inner = null) : Exception(message, inner);
