namespace MusicAuth.Operations.Logging;

/// <summary>Registered by commands whose output programs read: log lines stay out of it.</summary>
internal sealed record NoConsoleLog;
