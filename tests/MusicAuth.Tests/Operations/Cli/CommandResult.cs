namespace MusicAuth.Tests.Operations.Cli;

/// <summary>The exit code and the output of a command.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error);
