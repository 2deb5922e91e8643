namespace MusicAuth.SignIn;

/// <summary>A callback's place among the others, in order of arrival.</summary>
public sealed class CallbackArrival(CallbackFlights flights, long order) : IDisposable
{
    internal long Order => order;

    public void Dispose() => flights.Leave(this);
}
