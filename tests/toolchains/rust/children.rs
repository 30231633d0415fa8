// SPDX-License-Identifier: MIT
//! Children with piped standard handles: Rust's pipes are named ones, which its side reads with overlapped requests.
use std::io::{self, prelude::*, BufReader};
use std::process::{Child, Command, Stdio};
use std::{env, process, thread};

fn command(what: &str) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.arg("child").arg(what);
    command
}

fn sum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |sum, &byte| sum.wrapping_mul(31).wrapping_add(byte as u64))
}

/// Both outputs at once, more than the pipes hold.
fn both() {
    let output = command("both").output().unwrap();
    println!("both {:?} {} {} {} {}", output.status.code(), output.stdout.len(), sum(&output.stdout), output.stderr.len(), sum(&output.stderr));
    let output = command("quiet").output().unwrap();
    println!("quiet {:?} {:?} {:?}", output.status.code(), output.stdout, output.stderr);
    println!("status {:?}", command("both").stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().code());
}

fn upper(child: &mut Child) -> String {
    let mut answers = BufReader::new(child.stdout.take().unwrap());
    let mut questions = child.stdin.take().unwrap();
    let mut all = String::new();
    for n in 0..50 {
        writeln!(questions, "question {}", n).unwrap();
        answers.read_line(&mut all).unwrap();
    }
    drop(questions);
    answers.read_to_string(&mut all).unwrap();
    all
}

fn conversation() {
    let mut child = command("upper").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let all = upper(&mut child);
    println!("conversation {} {} {:?}", all.len(), sum(all.as_bytes()), child.wait().unwrap().code());
    let mut child = command("upper").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut questions = child.stdin.take().unwrap();
    let feeder = thread::spawn(move || questions.write_all("many words\n".repeat(30000).as_bytes()).is_ok());
    let output = child.wait_with_output().unwrap();
    println!("fed {} {} {}", feeder.join().unwrap(), output.stdout.len(), sum(&output.stdout));
}

/// One child's output is the next one's input.
fn chain() {
    let mut first = command("both").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let second = command("upper").stdin(first.stdout.take().unwrap()).stdout(Stdio::piped()).spawn().unwrap();
    let output = second.wait_with_output().unwrap();
    println!("chain {:?} {} {}", first.wait().unwrap().code(), output.stdout.len(), sum(&output.stdout));
}

fn many() {
    let threads: Vec<_> = (0..8)
        .map(|n| {
            thread::spawn(move || {
                (0..5).map(|_| command("both").arg(n.to_string()).output().unwrap()).all(|o| o.status.success() && o.stdout.len() == 194000)
            })
        })
        .collect();
    println!("many {}", threads.into_iter().all(|thread| thread.join().unwrap()));
}

fn ended() {
    let mut child = command("upper").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let reader = thread::spawn(move || {
        let mut all = Vec::new();
        out.read_to_end(&mut all).map(|_| all.len())
    });
    writeln!(child.stdin.as_mut().unwrap(), "one line").unwrap();
    child.kill().unwrap();
    println!("killed {} {}", child.wait().unwrap().success(), reader.join().unwrap().is_ok());
    let mut child = command("quiet").stdin(Stdio::piped()).spawn().unwrap();
    let mut to = child.stdin.take().unwrap();
    child.wait().unwrap();
    println!("nobody reads {:?}", to.write_all(b"lost").map_err(|e| e.kind()));
}

fn child(what: &str) -> i32 {
    match what {
        "both" => {
            let lines = |n: u32| (0..2000).flat_map(move |line| format!("{} {:94}\n", n, line).into_bytes().into_iter().take(100)).collect::<Vec<_>>();
            for (out, error) in lines(1).chunks(5000).zip(lines(2).chunks(5000)) {
                io::stdout().write_all(out).unwrap();
                io::stderr().write_all(error).unwrap();
            }
            0
        }
        "upper" => {
            for line in io::stdin().lines() {
                println!("{}", line.unwrap().to_uppercase());
            }
            0
        }
        _ => 3,
    }
}

fn main() {
    if let Some(what) = env::args().skip_while(|argument| argument != "child").nth(1) {
        process::exit(child(&what));
    }
    both();
    conversation();
    chain();
    many();
    ended();
}
