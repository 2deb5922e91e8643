using System.Text;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace MusicAuth.Web.OpenApi;

/// <summary>
/// The OpenAPI document of the server's endpoints. The first request generates it, so that a start does not load the
/// libraries for it.
/// </summary>
internal sealed class ApiDocument(IServiceProvider server)
{
    private const string Name = "v1";

    private readonly Lazy<Task<byte[]>> _json = new(() => GenerateAsync(server));

    public Task<byte[]> ReadAsync() => _json.Value;

    private static async Task<byte[]> GenerateAsync(IServiceProvider server)
    {
#pragma warning disable RS0030 // These services exist only while the document is generated.
        await using var services = CreateServices(server).BuildServiceProvider();
#pragma warning restore RS0030
        var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name)
            .GetOpenApiDocumentAsync();
        return Encoding.UTF8.GetBytes(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1));
    }

    // The libraries of the document have their own services: as services of the server, they would load at each start.
    private static ServiceCollection CreateServices(IServiceProvider server)
    {
        var services = new ServiceCollection();
        services.AddSingleton(server.GetRequiredService<IHostEnvironment>());
        services.AddSingleton(server.GetRequiredService<ILoggerFactory>()).AddLogging();
        services.AddSingleton(server.GetRequiredService<IOptions<JsonOptions>>());
        services.AddOpenApi(Name, options =>
        {
            OpenApiDescription.Describe(options);
            foreach (var part in server.GetServices<IApiDocumentPart>()) part.AddTo(options);
        });
        // The server knows the endpoints, and which of their parameters are services.
        foreach (var reader in services.Where(IsEndpointReader).ToArray())
        {
            services.Remove(reader);
            services.AddSingleton((IApiDescriptionProvider)ActivatorUtilities.CreateInstance(
                server, reader.ImplementationType!));
        }

        return services;
    }

    private static bool IsEndpointReader(ServiceDescriptor service) =>
        service.ServiceType == typeof(IApiDescriptionProvider);
}
