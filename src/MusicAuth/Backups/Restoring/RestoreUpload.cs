using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace MusicAuth.Backups.Restoring;

/// <summary>The form of a restore: the fields <c>file</c> and <c>passphrase</c>, in any order.</summary>
internal sealed class RestoreUpload(string file, string passphrase)
{
    private const int MaxFieldBytes = 4096;
    private const int MaxBoundaryLength = 100;

    public string File { get; } = file;

    public string Passphrase { get; } = passphrase;

    /// <exception cref="ProblemException">invalid_parameter, unsupported_media_type.</exception>
    public static async Task<RestoreUpload> ReadAsync(
        HttpRequest request, string folder, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value
                is not { Length: > 0 and <= MaxBoundaryLength } boundary)
        {
            throw new ProblemException(
                ProblemCode.UnsupportedMediaType,
                "The request body must be a form with the fields file and passphrase (multipart/form-data).");
        }

        string? passphrase = null;
        var file = Path.Combine(folder, "upload");
        var reader = new MultipartReader(boundary, request.Body);
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                var name = section.GetContentDispositionHeader()?.Name.Value?.Trim('"');
                if (name == "passphrase")
                    passphrase = await ReadFieldAsync(section.Body, cancellationToken);
                else if (name == "file")
                    await SaveAsync(section.Body, file, cancellationToken);
            }
        }
        catch (InvalidDataException)
        {
            throw new ProblemException(ProblemCode.InvalidParameter, "The form of the request is malformed.");
        }
        catch (Exception failure) when (DurableFile.IsFailure(failure) && failure is not BadHttpRequestException)
        {
            throw new ProblemException(
                ProblemCode.InvalidParameter,
                $"MusicAuth cannot store the file of the backup: {failure.Message} Send the whole file, make the data "
                + "directory writable for MusicAuth, and free space on its disk. Nothing has changed.");
        }

        return string.IsNullOrEmpty(passphrase) || !Path.Exists(file)
            ? throw new ProblemException(
                ProblemCode.InvalidParameter, "Choose the file of the backup and enter its passphrase.")
            : new RestoreUpload(file, passphrase);
    }

    private static async Task<string> ReadFieldAsync(Stream content, CancellationToken cancellationToken)
    {
        var bytes = new byte[MaxFieldBytes + 1];
        var length = await content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= MaxFieldBytes
            ? System.Text.Encoding.UTF8.GetString(bytes, 0, length)
            : throw new ProblemException(ProblemCode.InvalidParameter, "The passphrase is too long.");
    }

    private static async Task SaveAsync(Stream content, string file, CancellationToken cancellationToken)
    {
        await using var target = DurableFile.CreateNew(file);
        await content.CopyToAsync(target, cancellationToken);
    }
}
