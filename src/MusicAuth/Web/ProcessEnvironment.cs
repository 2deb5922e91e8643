namespace MusicAuth.Web;

/// <summary>Where this process runs.</summary>
internal static class ProcessEnvironment
{
    /// <summary>Whether the process runs in a container. The images of .NET set the variable.</summary>
    public static bool IsContainer { get; } =
        Environment.GetEnvironmentVariable("DOTNET_RUNNING_IN_CONTAINER") == "true";
}
