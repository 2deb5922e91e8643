namespace MusicAuth.Web.Requests;

/// <summary>
/// Marks a request that went well and is told elsewhere (activity, metrics): the log has it at Debug only. An app that
/// polls would fill it with one line, over and over.
/// </summary>
public sealed class RoutineRequest
{
    public static readonly RoutineRequest Instance = new();

    private RoutineRequest()
    {
    }
}
