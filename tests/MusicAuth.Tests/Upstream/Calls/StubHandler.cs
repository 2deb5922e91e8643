using System.Net;
using System.Text;

namespace MusicAuth.Tests.Upstream.Calls;

/// <summary>A stub of a provider that records its requests.</summary>
public sealed class StubHandler(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer)
    : HttpMessageHandler
{
    private readonly Lock _gate = new();

    public StubHandler(Func<HttpRequestMessage, HttpResponseMessage> answer)
        : this((request, _) => Task.FromResult(answer(request)))
    {
    }

    public List<Uri> RequestedUris { get; } = [];

    public HttpRequestMessage? LastRequest { get; private set; }

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Text(string body, HttpStatusCode status) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "text/plain") };

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            RequestedUris.Add(request.RequestUri!);
            LastRequest = request;
        }

        return answer(request, cancellationToken);
    }
}
