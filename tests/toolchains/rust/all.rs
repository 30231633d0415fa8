// SPDX-License-Identifier: MIT
//! Rust's standard library: threads, channels, locks, panics caught, files, environment, time, text.
use std::any::Any;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, prelude::*, BufReader, BufWriter, ErrorKind, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{mpsc, Arc, Barrier, Condvar, Mutex, Once, RwLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{env, panic, process, thread};

static DROPPED: AtomicUsize = AtomicUsize::new(0);
struct Guard;
impl Drop for Guard {
    fn drop(&mut self) {
        DROPPED.fetch_add(1, Ordering::SeqCst);
    }
}

thread_local!(static OWN: RefCell<u32> = RefCell::new(1));

fn threads() {
    let total = Arc::new(Mutex::new(0u64));
    let handles: Vec<_> = (0..8)
        .map(|i| {
            let total = Arc::clone(&total);
            thread::Builder::new().name(format!("worker {}", i)).stack_size(256 << 10).spawn(move || {
                for n in 0..2000 {
                    *total.lock().unwrap() += n;
                }
                OWN.with(|own| *own.borrow_mut() += i);
                (thread::current().name().map(String::from), OWN.with(|own| *own.borrow()))
            }).unwrap()
        })
        .collect();
    let results: Vec<_> = handles.into_iter().map(|h| h.join().unwrap()).collect();
    println!("{:?} {} {}", results, total.lock().unwrap(), OWN.with(|own| *own.borrow()));

    let mut items = vec![3, 1, 2];
    thread::scope(|scope| {
        scope.spawn(|| items.sort());
    });
    println!("scoped {:?}, {}", items, thread::available_parallelism().unwrap().get() > 0);

    let barrier = Arc::new(Barrier::new(4));
    let leaders: usize = (0..4).map(|_| {
        let barrier = barrier.clone();
        thread::spawn(move || barrier.wait().is_leader() as usize)
    }).collect::<Vec<_>>().into_iter().map(|h| h.join().unwrap()).sum();
    static ONCE: Once = Once::new();
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    (0..4).map(|_| thread::spawn(|| ONCE.call_once(|| { CALLS.fetch_add(1, Ordering::SeqCst); })))
        .collect::<Vec<_>>().into_iter().for_each(|h| h.join().unwrap());
    println!("barrier {}, once {}", leaders, CALLS.load(Ordering::SeqCst));

    let pair = Arc::new((Mutex::new(false), Condvar::new()));
    let other = pair.clone();
    let setter = thread::spawn(move || {
        *other.0.lock().unwrap() = true;
        other.1.notify_all();
    });
    let (guard, late) = pair.1.wait_timeout_while(pair.0.lock().unwrap(), Duration::from_secs(30), |set| !*set).unwrap();
    println!("condvar {} {}", *guard, late.timed_out());
    setter.join().unwrap();
    let start = Instant::now();
    let late = Condvar::new().wait_timeout(Mutex::new(()).lock().unwrap(), Duration::from_millis(20)).unwrap().1.timed_out();
    println!("timeout {} {}", late, start.elapsed() >= Duration::from_millis(19));
    let parked = thread::spawn(|| thread::park());
    parked.thread().unpark();
    parked.join().unwrap();
    let lock = RwLock::new(5);
    println!("rwlock {} {}", { let (a, b) = (lock.read().unwrap(), lock.read().unwrap()); *a + *b }, { *lock.write().unwrap() += 1; *lock.read().unwrap() });
}

fn channels() {
    let (sender, receiver) = mpsc::channel();
    for id in 0..4 {
        let sender = sender.clone();
        thread::spawn(move || (0..500).for_each(|n| sender.send((id, n)).unwrap()));
    }
    drop(sender);
    let mut last = [-1; 4];
    let mut ordered = true;
    let mut count = 0;
    for (id, n) in receiver {
        ordered &= n == last[id] + 1;
        last[id] = n;
        count += 1;
    }
    println!("channel {} {}", count, ordered);
    let (sender, receiver) = mpsc::sync_channel(0);
    let producer = thread::spawn(move || (0..100).map(|i| sender.send(i)).filter(Result::is_ok).count());
    println!("rendezvous {} {}", receiver.iter().sum::<i32>(), producer.join().unwrap());
    let (sender, receiver) = mpsc::channel::<()>();
    println!("{:?} {:?}", receiver.recv_timeout(Duration::from_millis(5)), receiver.try_recv());
    drop(sender);
    println!("{:?}", receiver.recv());
}

fn what(payload: Box<dyn Any + Send>) -> String {
    payload.downcast_ref::<&str>().map(|s| s.to_string()).or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "?".into())
}

#[inline(never)]
fn deep(depth: usize, kind: usize) -> usize {
    let _guard = Guard;
    if depth > 0 {
        return deep(depth - 1, kind) + 1;
    }
    match kind {
        0 => panic!("literal"),
        1 => panic!("formatted {}", kind),
        2 => [1, 2, 3][depth + 7],
        3 => 5 / depth,
        4 => None.expect("nothing"),
        5 => panic::panic_any(42),
        6 => "x".parse::<usize>().unwrap(),
        _ => 0,
    }
}

fn panics() {
    for kind in 0..8 {
        match panic::catch_unwind(|| deep(20, kind)) {
            Ok(value) => println!("value {}", value),
            Err(payload) => println!("{} {}", what(payload), DROPPED.load(Ordering::SeqCst)),
        }
    }
    let joined = thread::Builder::new().name("failing".into()).spawn(|| -> () { panic!("in a thread") }).unwrap().join();
    println!("joined {}", what(joined.unwrap_err()));
    let poisoned = Arc::new(Mutex::new(1));
    let clone = poisoned.clone();
    let _ = thread::spawn(move || { let _held = clone.lock().unwrap(); panic!("while it holds the lock") }).join();
    println!("poisoned {} {}", poisoned.is_poisoned(), *poisoned.lock().unwrap_err().into_inner());
    let resumed = panic::catch_unwind(|| panic::resume_unwind(Box::new("resumed")));
    println!("{}", what(resumed.unwrap_err()));
    panic::set_hook(Box::new(|info| println!("hook: {:?}", info.location().map(|l| l.line() > 0))));
    let _ = panic::catch_unwind(|| panic!("quiet"));
    let _ = panic::take_hook();
    let mut sum = 0;
    panic::set_hook(Box::new(|_| ()));
    for i in 0..2000 {
        sum += panic::catch_unwind(|| if i % 2 == 0 { panic!("{}", i) } else { i }).unwrap_or(1);
    }
    let _ = panic::take_hook();
    println!("two thousand {}", sum);
}

fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        names.push(format!("{}{}", entry.file_name().to_string_lossy(), if entry.file_type()?.is_dir() { "/" } else { "" }));
    }
    names.sort();
    Ok(names)
}

fn files() -> io::Result<()> {
    let top = PathBuf::from("rust.dir");
    fs::create_dir_all(top.join("one").join("two"))?;
    let path = top.join("été 日本.txt");
    {
        let mut out = BufWriter::new(File::create(&path)?);
        for i in 0..1000 {
            writeln!(out, "line {}", i)?;
        }
    }
    let lines: Vec<String> = BufReader::new(File::open(&path)?).lines().collect::<Result<_, _>>()?;
    println!("{} {} {}", lines.len(), lines[999], fs::metadata(&path)?.len());
    let mut file = OpenOptions::new().read(true).write(true).open(&path)?;
    file.seek(SeekFrom::Start(5))?;
    file.write_all(b"HERE")?;
    file.seek(SeekFrom::End(-4))?;
    let mut tail = String::new();
    file.read_to_string(&mut tail)?;
    file.set_len(20)?;
    println!("{:?} {:?} {}", tail, fs::read_to_string(&path)?, file.metadata()?.len());
    OpenOptions::new().append(true).open(&path)?.write_all(b"more")?;
    println!("{:?}", fs::read(&path)?.len());
    drop(file);
    println!("{:?} {:?}", OpenOptions::new().write(true).create_new(true).open(&path).map(|_| ()).map_err(|e| e.kind()), File::open(top.join("none")).map(|_| ()).map_err(|e| e.kind()));
    println!("{}", fs::copy(&path, top.join("copy"))?);
    fs::rename(top.join("copy"), top.join("one").join("renamed"))?;
    fs::hard_link(&path, top.join("linked"))?;
    println!("{:?} {:?}", names(&top)?, names(&top.join("one"))?);
    let mut rights = fs::metadata(&path)?.permissions();
    rights.set_readonly(true);
    fs::set_permissions(&path, rights.clone())?;
    println!("{} {}", fs::metadata(&path)?.permissions().readonly(), fs::metadata(&path)?.is_file());
    rights.set_readonly(false);
    fs::set_permissions(&path, rights)?;
    let age = SystemTime::now().duration_since(fs::metadata(&path)?.modified()?).unwrap_or_default();
    println!("{} {}", age < Duration::from_secs(60), fs::canonicalize(&top)?.join("x").parent().unwrap().ends_with("rust.dir"));
    println!("{:?} {:?}", fs::remove_dir(&top).map_err(|e| e.kind() != ErrorKind::NotFound), fs::remove_file(top.join("none")).map_err(|e| e.kind()));
    fs::remove_dir_all(&top)?;
    println!("{}", top.exists());
    Ok(())
}

fn surroundings() {
    env::set_var("METIC_TEST_RUST", "wert ü");
    println!("{:?} {:?} {}", env::var("METIC_TEST_RUST"), env::var("METIC_TEST_NONE"), env::vars_os().any(|(name, _)| name == OsString::from("METIC_TEST_RUST")));
    env::remove_var("METIC_TEST_RUST");
    println!("{:?}", env::var_os("METIC_TEST_RUST"));
    println!("{:?}", env::args().skip(1).collect::<Vec<_>>());
    println!("{} {}", env::current_exe().unwrap().file_stem().is_some(), env::temp_dir().is_dir());
    let here = env::current_dir().unwrap();
    fs::create_dir("sub").unwrap();
    env::set_current_dir("sub").unwrap();
    println!("{}", env::current_dir().unwrap() == here.join("sub"));
    env::set_current_dir(&here).unwrap();
    fs::remove_dir("sub").unwrap();
    println!("{}", env::join_paths([Path::new("a"), Path::new("b")]).map(|joined| env::split_paths(&joined).count()).unwrap());

    let (start, wall) = (Instant::now(), SystemTime::now());
    thread::sleep(Duration::from_millis(15));
    println!("{} {}", start.elapsed() >= Duration::from_millis(14), wall.elapsed().unwrap_or_default() >= Duration::from_millis(14));
    println!("{}", wall.duration_since(UNIX_EPOCH).unwrap().as_secs() > 1_600_000_000);
    let mut before = Instant::now();
    println!("{}", (0..100_000).all(|_| { let now = Instant::now(); let fine = now >= before; before = now; fine }));

    let mut map = HashMap::new();
    for word in "the quick brown the lazy the quick".split(' ') {
        *map.entry(word).or_insert(0) += 1;
    }
    println!("{:?} {} {:?}", map.into_iter().collect::<BTreeMap<_, _>>(), "ÄÖ straße".to_uppercase(), "a→b".char_indices().last());
    println!("{} {:e} {:?} {:.3} {:#x} {:>6}|{:<4}|{:^5}| {} {}", 0.1 + 0.2, 12345.678, 1e300, std::f64::consts::PI, 255, 42, 7, 3, f64::NAN, -1.0f64 / 0.0);
    println!("{} {} {} {}", 2f64.sqrt().sin(), 2f64.powf(0.5).ln(), 10f64.exp(), u128::MAX);
    let mut input = String::new();
    io::stdin().read_line(&mut input).unwrap();
    let rest: Vec<String> = io::stdin().lock().lines().map(Result::unwrap).collect();
    println!("{:?} {:?}", input.trim_end(), rest);
    eprintln!("to stderr");
}

fn main() {
    match env::args().nth(1).as_deref() {
        Some("panic") => panic!("nobody catches this"),
        Some("exit") => process::exit(300 - 256),
        Some("abort") => process::abort(),
        Some("overflow") => {
            fn endless(depth: u64) -> u64 { let room = [depth; 64]; if depth == u64::MAX { 0 } else { endless(depth + 1) + room[(depth % 64) as usize] } }
            println!("{}", endless(0))
        }
        Some("twice") => { struct Fails; impl Drop for Fails { fn drop(&mut self) { panic!("while panicking") } } let _fails = Fails; panic!("first") }
        _ => (),
    }
    threads();
    channels();
    panics();
    files().unwrap();
    surroundings();
}
