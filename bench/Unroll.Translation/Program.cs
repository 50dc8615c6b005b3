using System.Globalization;
using Unroll;
using Unroll.Translation;

// Training and beam search of a trained translator: dotnet run -c Release --project bench/Unroll.Translation -- RUN CASE SECONDS THREADS
// RUN is a folder that 'unroll train' wrote. CASE is train or beam; or export, and then SECONDS is the file to write for bench/peers/torch_seq2seq.py.
if (args is not [string run, string name, string amount, string count] || name is not ("train" or "beam" or "export"))
{
    Console.Error.WriteLine("translation: expected RUN train|beam SECONDS THREADS, or RUN export FILE THREADS.");
    return 2;
}

try
{
    Workload work = Workload.Read(run);
    int threads = int.Parse(count, CultureInfo.InvariantCulture);
    if (name == "export")
    {
        work.Export(amount);
        return 0;
    }

    double seconds = double.Parse(amount, CultureInfo.InvariantCulture);
    Console.WriteLine(name == "train" ? Measure.Training(work, seconds, threads) : Measure.Search(work, seconds, threads));
    return 0;
}
catch (UnrollException e)
{
    Console.Error.WriteLine(e.Message);
    return e.ExitCode;
}
