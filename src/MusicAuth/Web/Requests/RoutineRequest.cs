namespace MusicAuth.Web.Requests;

/// <summary>Marks a successful request, such as a poll, that the request log writes only at Debug level.</summary>
internal sealed class RoutineRequest
{
    public static readonly RoutineRequest Instance = new();

    private RoutineRequest()
    {
    }
}
