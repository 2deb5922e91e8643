using Microsoft.AspNetCore.WebUtilities;

namespace MusicAuth.Tests.Security.Leaks;

/// <summary>Collects the code verifiers of calls to the providers, and counts the calls with a planted value.</summary>
public sealed class RecordedCallsHandler(LeakRecorder recorder) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var form = QueryHelpers.ParseQuery(body);
        recorder.Secrets.Add("code verifier", form.GetValueOrDefault("code_verifier"));
        if ($"{request.RequestUri} {request.Headers} {body}".Contains(PlantedSecrets.Marker))
            recorder.CountDelivery();
        return await base.SendAsync(request, cancellationToken);
    }
}
